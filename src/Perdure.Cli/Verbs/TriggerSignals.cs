using System.Runtime.InteropServices;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>Signals to perdure that ask for a checkpoint. Those that come before there is a supervisor wait for it.</summary>
internal sealed class TriggerSignals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Supervisor? _supervisor;
    private bool _isEarly;

    internal TriggerSignals(IReadOnlyList<int> signals) =>
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, Handle))];

    /// <summary>From here on they go to this one; to nobody if it is null.</summary>
    internal void Ask(Supervisor? supervisor)
    {
        lock (_gate)
        {
            _supervisor = supervisor;
            if (_isEarly)
                supervisor?.TakeSoon();
            _isEarly &= supervisor is null;
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            _supervisor?.TakeSoon();
            _isEarly |= _supervisor is null;
        }
    }
}
