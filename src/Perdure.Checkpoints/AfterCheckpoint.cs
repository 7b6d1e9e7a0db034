namespace Perdure.Checkpoints;

/// <summary>What becomes of the program once the checkpoint is taken.</summary>
public enum AfterCheckpoint
{
    /// <summary>It runs on.</summary>
    LeaveRunning,

    /// <summary>It stays stopped, as by SIGSTOP.</summary>
    Stop,

    /// <summary>It is killed, but only when the checkpoint is safely on disk.</summary>
    Kill,
}
