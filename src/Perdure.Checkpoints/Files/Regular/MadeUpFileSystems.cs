namespace Perdure.Checkpoints.Files.Regular;

/// <summary>File systems whose files the kernel makes up when they are read (linux/magic.h).</summary>
internal static class MadeUpFileSystems
{
    private static readonly HashSet<long> Magic =
    [
        0x9fa0, // proc
        0x62656572, // sysfs
        0x27e0eb, // cgroup
        0x63677270, // cgroup2
        0x64626720, // debugfs
        0x74726163, // tracefs
        0x73636673, // securityfs
        0xcafe4a11, // bpf
        0x62656570, // configfs
        0x6165676c, // pstore
        0xde5e81e4, // efivarfs
    ];

    public static bool Contains(long magic) => Magic.Contains(magic);
}
