using Perdure.Kernel;
using Perdure.Recovery.Guarding;
using Perdure.Tracing;

namespace Perdure.Cli.Verbs;

/// <summary>Keeps the guard of a program until its supervisor has ended.</summary>
internal sealed class GuardHolder : IDisposable
{
    private Guard? _guard;

    internal SeizedThreads Begin(Pid program, Action<string, string> tell)
    {
        _guard = new Guard(program, tell);
        return _guard.Keeper;
    }

    /// <inheritdoc/>
    public void Dispose() => _guard?.Dispose();
}
