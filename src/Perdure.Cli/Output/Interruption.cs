using System.Runtime.InteropServices;
using Perdure.Kernel;

namespace Perdure.Cli.Output;

/// <summary>
/// Ctrl-C and SIGTERM as a token. The first asks for an orderly end, which leaves a target running as it was; the second
/// ends perdure the usual way, and the kernel lets the target go.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly int[] s_signals = [SignalNumber.SIGINT, SignalNumber.SIGTERM, SignalNumber.SIGHUP];
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="butFor">Signals that mean something else here.</param>
    internal Interruption(IReadOnlyList<int>? butFor = null) =>
        _registrations = [.. s_signals.Except(butFor ?? []).Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, Handle))];

    internal CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
