using Perdure.Checkpoints;

namespace Perdure.Cli.Output;

/// <summary>One line on standard error that says how far a checkpoint is; nothing where that is not a terminal.</summary>
internal sealed class CheckpointProgressLine : IProgress<CheckpointProgress>, IDisposable
{
    private readonly StatusLine _line = new();

    public void Report(CheckpointProgress value) => _line.Show(value.ToString() ?? "");

    internal void Clear() => _line.Clear();

    public void Dispose() => _line.Clear();
}
