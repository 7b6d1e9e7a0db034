namespace Perdure.CliTests.Recoveries;

/// <summary>Clients that run into a bug, one after the other, until it is disposed.</summary>
internal sealed class Crashes : IDisposable
{
    private readonly Thread thread;
    private volatile bool stop;

    public Crashes(BuggyServer server, string bug)
    {
        thread = new Thread(() => Run(server, bug)) { IsBackground = true };
        thread.Start();
    }

    public void Dispose()
    {
        stop = true;
        thread.Join();
    }

    private void Run(BuggyServer server, string bug)
    {
        while (!stop)
        {
            try
            {
                server.RunInto(bug);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // It has died: nobody listens.
                return;
            }

            Thread.Sleep(3);
        }
    }
}
