namespace Perdure.Kernel.Procfs;

/// <summary>The most that is taken from a file of /proc. The kernel writes these files, but what is in them (names, counts) is chosen by the program.</summary>
public static class ProcLimits
{
    /// <summary>The longest file of one short record (status, stat, limits).</summary>
    public const int RecordBytes = 1 << 20;

    /// <summary>The longest list (maps, mountinfo, environ): a million mappings with long names.</summary>
    public const int ListBytes = 512 << 20;

    /// <summary>The longest smaps: ten times as much text for each mapping.</summary>
    public const int SmapsBytes = 1 << 30;

    /// <summary>The most mappings of a process.</summary>
    public const int Mappings = 1 << 22;

    /// <summary>The most threads, children or processes: the kernel's own PID_MAX_LIMIT.</summary>
    public const int Tasks = 1 << 22;

    /// <summary>The most supplementary groups (the kernel's NGROUPS_MAX) of a process.</summary>
    public const int Groups = 65536;

    /// <summary>The deepest nesting of pid namespaces (the kernel's MAX_PID_NS_LEVEL, and the outermost).</summary>
    public const int NamespaceLevels = 33;

    /// <summary>The most entries of an auxiliary vector.</summary>
    public const int AuxiliaryEntries = 256;

    /// <summary>The most POSIX timers of a process.</summary>
    public const int Timers = 1 << 20;

    /// <summary>The most mounts of a namespace.</summary>
    public const int Mounts = 1 << 20;

    /// <summary>The most words of a command line or an environment.</summary>
    public const int Words = 1 << 20;

    /// <summary>The longest target of a link in /proc: a page, and what the kernel appends.</summary>
    public const int LinkBytes = 4096 + 64;
}
