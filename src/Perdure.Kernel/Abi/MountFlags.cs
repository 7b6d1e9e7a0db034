namespace Perdure.Kernel.Abi;

/// <summary>Flags of mount (linux/mount.h). See mount(2).</summary>
[Flags]
[CConstants("linux/mount.h")]
public enum MountFlags : ulong
{
    MS_RDONLY = 0x1,
    MS_NOSUID = 0x2,
    MS_NODEV = 0x4,
    MS_NOEXEC = 0x8,
    MS_REMOUNT = 0x20,
    MS_BIND = 0x1000,
    MS_REC = 0x4000,
    MS_PRIVATE = 0x40000,
}
