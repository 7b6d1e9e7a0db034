namespace Perdure.Binaries.Cores;

/// <summary>What a core tells of a process beside its memory.</summary>
public sealed record CoreProcess
{
    /// <summary>The process.</summary>
    public required int Pid { get; init; }

    /// <summary>Its parent.</summary>
    public int ParentPid { get; init; }

    /// <summary>Its process group.</summary>
    public int ProcessGroup { get; init; }

    /// <summary>Its session.</summary>
    public int Session { get; init; }

    /// <summary>The letter of its state, as /proc shows it.</summary>
    public char State { get; init; } = 'S';

    /// <summary>Its nice value.</summary>
    public int Nice { get; init; }

    /// <summary>PF_* flags.</summary>
    public ulong Flags { get; init; }

    /// <summary>The real user id.</summary>
    public uint Uid { get; init; }

    /// <summary>The real group id.</summary>
    public uint Gid { get; init; }

    /// <summary>Its name; 15 bytes are kept.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its command line; 79 bytes are kept.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>The auxiliary vector, AT_NULL included; gdb needs it to find a program that was moved.</summary>
    public ReadOnlyMemory<byte> AuxiliaryVector { get; init; }

    /// <summary>Its threads; the first one is shown first.</summary>
    public required IReadOnlyList<CoreThread> Threads { get; init; }

    /// <summary>Mapped files, in address order.</summary>
    public IReadOnlyList<CoreFile> Files { get; init; } = [];

    /// <summary>Mappings, in address order.</summary>
    public required IReadOnlyList<CoreSegment> Segments { get; init; }
}
