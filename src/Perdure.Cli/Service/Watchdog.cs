using Perdure.Supervision;

namespace Perdure.Cli.Service;

/// <summary>Tells the service manager, twice in the time it waits, that supervisor and program live; says nothing while one of them does not.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread? _thread;

    internal Watchdog(ServiceManager manager, Supervisor supervisor)
    {
        if (manager.Watchdog is not { } patience)
            return;
        _thread = new Thread(() => Beat(manager, supervisor, patience / 2)) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>How often the loop of the supervisor has to turn for that; null without a watchdog.</summary>
    internal static TimeSpan? Pulse(ServiceManager manager) => manager.Watchdog / 4;

    public void Dispose()
    {
        _over.Set();
        _thread?.Join();
        _over.Dispose();
    }

    private void Beat(ServiceManager manager, Supervisor supervisor, TimeSpan every)
    {
        do
        {
            if (supervisor.IsLive)
                manager.NoteAlive();
        }
        while (!_over.Wait(every));
    }
}
