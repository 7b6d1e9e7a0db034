namespace Perdure.Checkpoints.Files;

/// <summary>Who gets SIGIO (or another signal) from a description.</summary>
/// <param name="Type">F_OWNER_TID 0, F_OWNER_PID 1, F_OWNER_PGRP 2.</param>
/// <param name="Id">The thread, process or process group, as at the checkpoint; 0 for nobody.</param>
/// <param name="Signal">The chosen signal; 0 for SIGIO.</param>
public sealed record SignalOwner(int Type, int Id, int Signal);
