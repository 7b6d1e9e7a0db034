using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Supervision;

/// <summary>
/// Says when a program has ended, by a pidfd. It never waits for the process as a parent does: that would take the stops of our own tracer thread away from it.
/// </summary>
internal sealed class ProgramWatch : IDisposable
{
    private const int BreathMilliseconds = 100;
    private readonly SafeFileHandle _process;
    private readonly SafeFileHandle _bell = EventFdCalls.Create(semaphore: false).OrThrow("make an event descriptor");
    private readonly Thread _thread;

    /// <param name="pid">The program's first process.</param>
    /// <param name="ended">Is called once, on another thread, if the program ends.</param>
    public ProgramWatch(Pid pid, Action ended)
    {
        _process = PidFd.Open(pid).OrThrow($"watch process {pid}");
        _thread = new Thread(() => Watch(ended)) { IsBackground = true, Name = "program watch" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = FileCalls.Write(_bell, BitConverter.GetBytes(1UL));
        _thread.Join();
        _process.Dispose();
        _bell.Dispose();
    }

    private void Watch(Action ended)
    {
        Span<PollFd> entries =
        [
            new PollFd { fd = FileCalls.Number(_process), events = (short)PollEvents.POLLIN },
            new PollFd { fd = FileCalls.Number(_bell), events = (short)PollEvents.POLLIN },
        ];
        // A wait that fails (ENOMEM) says nothing of the program.
        while (!PollCalls.Wait(entries, -1).Ok)
            Thread.Sleep(BreathMilliseconds);
        if (entries[0].revents != 0 && entries[1].revents == 0)
            ended();
    }
}
