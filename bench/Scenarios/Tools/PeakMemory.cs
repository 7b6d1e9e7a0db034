using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Scenarios.Tools;

/// <summary>
/// The largest resident size of a process, read from VmHWM in /proc every few milliseconds: the kernel keeps the maximum itself, so only
/// growth within the last interval before the exit can be missed. Memory of the target and of its snapshots is not the tool's own and is
/// not counted.
/// </summary>
internal sealed class PeakMemory
{
    private const int IntervalMicroseconds = 5_000;

    private readonly string _status;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public PeakMemory(Pid pid)
    {
        _status = $"/proc/{pid}/status";
        _thread = new Thread(Watch) { IsBackground = true, Name = "peak memory" };
        _thread.Start();
    }

    public long Bytes { get; private set; }

    public void Stop()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Watch()
    {
        while (!_stopping && TryRead(out var bytes))
        {
            Bytes = Math.Max(Bytes, bytes);
            ShortSleep.Microseconds(IntervalMicroseconds);
        }
    }

    /// <summary>False when the process has gone.</summary>
    private bool TryRead(out long bytes)
    {
        bytes = 0;
        try
        {
            foreach (var line in File.ReadLines(_status))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    bytes = 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length].Trim());
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
