using Perdure.Kernel;

namespace Perdure.Supervision;

/// <summary>A supervisor's answer.</summary>
/// <param name="Status">How the program is after what was asked.</param>
/// <param name="Error">Why it was not done; empty if it was.</param>
/// <param name="Hint">What to do about that; empty if nothing.</param>
/// <param name="Code">The exit code that fits.</param>
/// <param name="Taken">The checkpoint that was asked for; null if none was.</param>
public sealed record ControlAnswer(ProgramStatus Status, string Error = "", string Hint = "", ExitCode Code = ExitCode.Ok, TakenCheckpoint? Taken = null);
