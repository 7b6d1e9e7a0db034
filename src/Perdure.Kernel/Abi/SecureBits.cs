namespace Perdure.Kernel.Abi;

/// <summary>Rules for capabilities of root (linux/securebits.h). See capabilities(7).</summary>
[Flags]
[CConstants("linux/securebits.h")]
public enum SecureBits : uint
{
    SECBIT_NOROOT = 1,
    SECBIT_NOROOT_LOCKED = 2,
    SECBIT_NO_SETUID_FIXUP = 4,
    SECBIT_NO_SETUID_FIXUP_LOCKED = 8,
    SECBIT_KEEP_CAPS = 0x10,
    SECBIT_KEEP_CAPS_LOCKED = 0x20,
    SECBIT_NO_CAP_AMBIENT_RAISE = 0x40,
    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED = 0x80,
}
