using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// Frees the tracer thread from the processor that a <see cref="Burst"/> pinned it to, should it last. A pinned thread has nowhere to go
/// when the scheduler fails it, and one does: with Linux 6.18, threads that call sched_yield all the time starve whoever moves to their processor, for a minute
/// and more, and the program would stand still for so long. One thread of our own watches; it takes no lock that the tracer thread could wait for while
/// a program stands still.
/// </summary>
internal static class BurstWatch
{
    private const int PatienceMilliseconds = 30;
    private static readonly AutoResetEvent s_begun = new(initialState: false);
    private static readonly Lock s_starting = new();
    private static Watched? s_watched;
    private static bool s_started;

    /// <summary>Starts the watching thread, so that no pause has to wait for that.</summary>
    public static void Prepare()
    {
        lock (s_starting)
        {
            if (!s_started)
                new Thread(Watch) { IsBackground = true, Name = "burst watch" }.Start();
            s_started = true;
        }
    }

    /// <summary>Begins to watch the calling thread.</summary>
    /// <param name="affinity">Where it may run when freed.</param>
    public static void Begin(byte[] affinity)
    {
        Prepare();
        Volatile.Write(ref s_watched, new Watched(Affinity.OwnThread(), affinity));
        s_begun.Set();
    }

    /// <summary>The burst is over.</summary>
    public static void End() => Volatile.Write(ref s_watched, null);

    private static void Watch()
    {
        while (true)
        {
            s_begun.WaitOne();
            var watched = Volatile.Read(ref s_watched);
            Thread.Sleep(PatienceMilliseconds);
            // Again and again: it may pin itself once more. To free a thread that has just ended its burst does what it does itself.
            while (watched is not null && ReferenceEquals(watched, Volatile.Read(ref s_watched)))
            {
                _ = Affinity.Set(watched.Thread, watched.Mask);
                Thread.Sleep(PatienceMilliseconds);
            }
        }
    }

    private sealed record Watched(Tid Thread, byte[] Mask);
}
