namespace Perdure.CliTests.Harness;

/// <summary>Requests sent by several threads until it is disposed; every failure is kept.</summary>
internal sealed class Load : IDisposable
{
    private readonly List<Thread> threads = [];
    private readonly List<string> failures = [];
    private volatile bool stop;
    private long served;

    /// <param name="connect">Makes one thread's own request, which returns whether the answer was right.</param>
    public Load(int clients, Func<int, Func<bool>> connect)
    {
        for (var i = 0; i < clients; i++)
        {
            var number = i;
            var thread = new Thread(() => Run(connect, number)) { IsBackground = true };
            threads.Add(thread);
            thread.Start();
        }
    }

    public long Served => Interlocked.Read(ref served);

    public void ExpectNoFailure()
    {
        Dispose();
        Assert.True(failures.Count == 0, $"{failures.Count} of {Served + failures.Count} requests failed: {string.Join("; ", failures.Take(5))}");
        Assert.True(Served > 0, "no request was served");
    }

    public void Dispose()
    {
        stop = true;
        foreach (var thread in threads)
            thread.Join(TimeSpan.FromSeconds(30));
    }

    private void Run(Func<int, Func<bool>> connect, int number)
    {
        try
        {
            var request = connect(number);
            while (!stop)
                if (request())
                    Interlocked.Increment(ref served);
                else
                    Fail("wrong answer");
        }
        catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException or HttpRequestException or InvalidOperationException or TaskCanceledException)
        {
            Fail(failed.Message);
        }
    }

    private void Fail(string why)
    {
        lock (failures)
            failures.Add(why);
    }
}
