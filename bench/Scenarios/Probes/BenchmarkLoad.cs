using Perdure.Kernel;
using Perdure.Scenarios.Servers;

namespace Perdure.Scenarios.Probes;

/// <summary>redis-benchmark writing 512-byte values to random keys of the whole data, for as long as it is needed and not longer.</summary>
internal sealed class BenchmarkLoad : IDisposable
{
    private const int MostSeconds = 60;

    private readonly Pid _pid;
    private bool _ended;

    public BenchmarkLoad(int port, int keys) => _pid = Daemon.Start(
        $"exec timeout -s KILL --foreground {MostSeconds} redis-benchmark -p {port} -t set -r {keys} -d 512 -P 8 -c 20 -n 1000000000 -q "
        + "</dev/null >/dev/null 2>&1");

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        foreach (var pid in Daemon.Descendants(_pid).Append(_pid).ToList())
            Daemon.Kill(pid);
    }
}
