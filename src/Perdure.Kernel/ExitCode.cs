namespace Perdure.Kernel;

/// <summary>The exit codes of the tool.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>It failed.</summary>
    Failed = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>This kernel, machine or program can't do it.</summary>
    Unsupported = 3,

    /// <summary>The target died (of itself) while it was worked on.</summary>
    TargetDied = 4,

    /// <summary>A bug of ours.</summary>
    OwnBug = 70,
}
