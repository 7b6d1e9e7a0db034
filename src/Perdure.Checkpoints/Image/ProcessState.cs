namespace Perdure.Checkpoints.Image;

/// <summary>What a process was doing.</summary>
public enum ProcessState
{
    /// <summary>Running or waiting.</summary>
    Running,

    /// <summary>Stopped by SIGSTOP, SIGTSTP, SIGTTIN or SIGTTOU.</summary>
    Stopped,

    /// <summary>Ended, and not yet waited for.</summary>
    Zombie,
}
