using System.Net.Sockets;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Cli.Service;

/// <summary>
/// A NOTIFY_SOCKET of the program's own: what it says is passed on by perdure, which stays the main process. Passed on is what is about the service; what is about processes and descriptors (MAINPID, WATCHDOG,
/// FDSTORE) is not. A barrier (sd_notify_barrier(3)) is answered by itself: its descriptor is not taken, so the kernel closes it.
/// </summary>
internal sealed class ProgramNotifications : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private static readonly string[] s_passed = ["READY", "STATUS", "STOPPING", "RELOADING", "MONOTONIC_USEC", "ERRNO", "BUSERROR", "EXIT_STATUS", "EXTEND_TIMEOUT_USEC"];
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ServiceManager _manager;
    private readonly string _path;
    private readonly Thread _thread;

    /// <param name="path">Where it lies; what is there is replaced.</param>
    /// <param name="manager">Whom to tell.</param>
    internal ProgramNotifications(string path, ServiceManager manager)
    {
        _path = path;
        _manager = manager;
        File.Delete(path);
        try
        {
            _socket.Bind(new UnixDomainSocketEndPoint(path));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            _socket.Dispose();
            throw new PerdureException($"cannot make the program's notify socket {path}: {e.Message}", "PERDURE_RUN names another folder; without --notify program none is needed");
        }

        _thread = new Thread(Listen) { IsBackground = true, Name = "notifications" };
        _thread.Start();
    }

    /// <summary>The variable for the program.</summary>
    internal string Variable => $"{ServiceManager.SocketVariable}={_path}";

    public void Dispose()
    {
        File.Delete(_path);
        _socket.Dispose();
        _thread.Join();
    }

    /// <summary>The lines of a message that are passed on.</summary>
    internal static IReadOnlyList<string> Passed(string message) =>
        [.. message.Split('\n').Where(line => s_passed.Any(name => line.StartsWith(name + "=", StringComparison.Ordinal)))];

    private void Listen()
    {
        var bytes = new byte[MostBytes];
        try
        {
            while (true)
            {
                // Nothing comes from a socket that Dispose has closed.
                var length = _socket.Receive(bytes);
                if (Passed(Encoding.UTF8.GetString(bytes, 0, length)) is { Count: > 0 } lines)
                    _manager.NoteOfProgram(lines);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The supervision ends.
        }
    }
}
