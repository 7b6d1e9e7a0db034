using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Scenarios.Servers;

namespace Perdure.Scenarios;

/// <summary>
/// What has to be put back when the program ends, however it ends: servers, kernel settings, work folders. Newest first, as destructors
/// run.
/// </summary>
internal static class Undo
{
    private static readonly Lock Gate = new();
    private static readonly Stack<Action> Steps = new();
    private static readonly List<PosixSignalRegistration> Signals = [];
    private static bool _ending;

    /// <summary>Makes Ctrl+C and SIGTERM run the steps too; .NET would otherwise end without any finally block.</summary>
    public static void WatchSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            Signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                StopChildren();
                RunAll();
                Environment.Exit(1);
            }));
    }

    public static void Add(Action step)
    {
        lock (Gate)
            Steps.Push(step);
    }

    /// <summary>Runs every step once; a step that fails is reported and does not keep the others from running.</summary>
    public static void RunAll()
    {
        while (TryPop(out var step))
        {
            try
            {
                step();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException or PerdureException)
            {
                Console.Error.WriteLine($"cleaning up: {failure.Message}");
            }
        }
    }

    /// <summary>Starts a process, unless a signal has ended the run: what is started from then on nobody would clean up.</summary>
    public static T Start<T>(Func<T> start)
    {
        lock (Gate)
            return _ending ? throw new OperationCanceledException("interrupted") : start();
    }

    /// <summary>A tool at work could bring back what the steps are about to end.</summary>
    private static void StopChildren()
    {
        lock (Gate)
            _ending = true;
        foreach (var child in Daemon.Descendants(Pid.Self).ToList())
            Daemon.Kill(child);
    }

    private static bool TryPop(out Action step)
    {
        lock (Gate)
            return Steps.TryPop(out step!);
    }
}
