using System.Net.Sockets;
using System.Text;

namespace Perdure.CliTests.Harness;

/// <summary>Plays the service manager: a datagram socket for NOTIFY_SOCKET that keeps what it is told.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly List<string> heard = [];
    private readonly Thread thread;

    /// <param name="name">A path, or an abstract name that begins with @.</param>
    public NotifySocket(string name)
    {
        Name = name;
        socket.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name));
        thread = new Thread(Listen) { IsBackground = true };
        thread.Start();
    }

    public string Name { get; }

    /// <summary>All lines, in the order in which they came.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (heard)
                return [.. heard];
        }
    }

    public int Count(string line) => Lines.Count(one => one == line);

    public void Await(string beginning) => Patience.Until(
        () => Lines.Any(line => line.StartsWith(beginning, StringComparison.Ordinal)), TimeSpan.FromSeconds(30), $"{beginning} among\n{string.Join('\n', Lines)}");

    public void Dispose()
    {
        socket.Dispose();
        thread.Join();
    }

    private void Listen()
    {
        var bytes = new byte[65536];
        try
        {
            while (true)
            {
                var length = socket.Receive(bytes);
                lock (heard)
                    heard.AddRange(Encoding.UTF8.GetString(bytes, 0, length).Split('\n'));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
