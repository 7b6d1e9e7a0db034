namespace Perdure.Checkpoints.Image;

/// <summary>One process.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="ParentPid">Its parent; outside of the tree for the root.</param>
/// <param name="ProcessGroup">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="State">Running, stopped by a signal, or a zombie.</param>
/// <param name="ExitStatus">For a zombie: what wait will tell its parent.</param>
/// <param name="SharesFiles">Its table of descriptors is its parent's (CLONE_FILES).</param>
/// <param name="SharesFolder">Its working directory and umask are its parent's (CLONE_FS).</param>
/// <param name="Name">comm.</param>
/// <param name="CommandLine">argv as /proc shows it.</param>
/// <param name="Settings">What the process has once, whatever its threads; null for a zombie.</param>
/// <param name="AddressSpace">Its memory; null for a zombie.</param>
/// <param name="Threads">Its threads, the leader first.</param>
public sealed record ProcessImage(
    int Pid,
    int ParentPid,
    int ProcessGroup,
    int Session,
    ProcessState State,
    int ExitStatus,
    bool SharesFiles,
    bool SharesFolder,
    string Name,
    IReadOnlyList<string> CommandLine,
    ProcessSettings? Settings,
    AddressSpaceImage? AddressSpace,
    IReadOnlyList<ThreadImage> Threads)
{
    /// <summary>Whether its session's terminal controls it.</summary>
    public bool HasTerminal { get; init; }
}
