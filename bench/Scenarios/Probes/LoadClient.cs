namespace Perdure.Scenarios.Probes;

/// <summary>
/// Clients that write to a redis in a closed loop and count the answers in each millisecond, so that "requests served between these two
/// times" has an answer. The values are records as the data has them, so the memory stays as compressible as it was.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private const int Connections = 4;
    private const int MostMilliseconds = 120_000;

    private readonly long _startedAt = Clock.Now;
    private readonly LoadConnection[] _connections;

    public LoadClient(int port, int keys, int seed) => _connections =
        [.. Enumerable.Range(0, Connections).Select(n => new LoadConnection(port, keys, seed + n, _startedAt, MostMilliseconds))];

    /// <summary>Requests answered between two times, in whole milliseconds.</summary>
    public long Served(long from, long to)
    {
        var first = (int)Math.Clamp(Clock.MillisecondsBetween(_startedAt, from), 0, MostMilliseconds);
        var end = (int)Math.Clamp(Clock.MillisecondsBetween(_startedAt, to), first, MostMilliseconds);
        return _connections.Sum(connection => connection.Answers(first, end));
    }

    /// <summary>Ends the load; a connection that broke is an error.</summary>
    public void Stop()
    {
        foreach (var connection in _connections)
            connection.Stop();
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
