using Perdure.Checkpoints;
using Perdure.Kernel;

namespace Perdure.Cli.Output;

/// <summary>
/// Says on standard error how far a checkpoint or a restore is, where that is a terminal. It is also the place where Ctrl-C takes
/// effect: a report after it throws, and the engine then puts everything back as it does on any failure.
/// </summary>
/// <param name="consequence">What an interruption leaves behind, to follow "interrupted: ".</param>
/// <param name="interrupted">Set by Ctrl-C.</param>
internal sealed class ProgressLine(string consequence, CancellationToken interrupted) : IProgress<CheckpointProgress>, IDisposable
{
    private readonly StatusLine _line = new();

    public void Report(CheckpointProgress value)
    {
        if (interrupted.IsCancellationRequested)
            throw new PerdureException("interrupted: " + consequence);
        var share = value.BytesTotal > 0 ? $", {ByteSize.Format(value.BytesDone)} of {ByteSize.Format(value.BytesTotal)}" : "";
        _line.Show(value.Phase + share);
    }

    public void Dispose() => _line.Clear();
}
