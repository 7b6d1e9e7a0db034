using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Service;

/// <summary>
/// The service manager that started perdure (sd_notify(3)): it is told when the program is supervised, how the last checkpoint went, and that both live. Where there is none nobody is told. What can't be
/// delivered is no failure. Thread-safe.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    /// <summary>Names its socket.</summary>
    internal const string SocketVariable = "NOTIFY_SOCKET";

    private const string WatchdogVariable = "WATCHDOG_USEC";
    private const string WatchdogOwner = "WATCHDOG_PID";
    private const string Ready = "READY=1";
    private const string StatusIs = "STATUS=";

    /// <summary>What a service manager tells its main process, which the program is not.</summary>
    private static readonly string[] s_ofMainProcess = [SocketVariable, WatchdogVariable, WatchdogOwner];
    private readonly Lock _gate = new();

    /// <summary>Taken before the other one, which is taken by who is told of what is written.</summary>
    private readonly Lock _readyGate = new();
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private string _programStatus = "";
    private string _ownStatus = "";
    private bool _isSupervised;
    private bool _isProgramReady;
    private Action? _writeReady;
    private bool _hasSaidReady;

    /// <param name="waitsForProgram">Whether to be ready takes the program's own word as well.</param>
    internal ServiceManager(bool waitsForProgram)
    {
        _isProgramReady = !waitsForProgram;
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { Length: > 1 } name)
            return;
        if (name[0] is not ('/' or '@'))
        {
            throw new PerdureException(
                $"{SocketVariable} is '{SafeText.OneLine(name)}', and perdure knows paths and abstract names (@...) only", $"without that variable nobody is notified: env -u {SocketVariable} perdure ...", ExitCode.Unsupported);
        }

        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        _address = new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name);
        if (Environment.GetEnvironmentVariable(WatchdogOwner) is { Length: > 0 } owner && owner != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return;
        if (long.TryParse(Environment.GetEnvironmentVariable(WatchdogVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0)
            Watchdog = TimeSpan.FromMicroseconds(microseconds);
    }

    /// <summary>Whether there is one.</summary>
    internal bool IsThere => _socket is not null;

    /// <summary>After how long without a word from us it takes us for dead; null if it does not look.</summary>
    internal TimeSpan? Watchdog { get; }

    /// <summary>An environment without what is meant for us alone.</summary>
    internal static IEnumerable<string> WithoutOurs(IEnumerable<string> environment) =>
        environment.Where(one => !s_ofMainProcess.Any(name => one.StartsWith(name + "=", StringComparison.Ordinal)));

    /// <summary>An event of the supervision.</summary>
    internal void Note(string kind, string text)
    {
        switch (kind)
        {
            case "supervised":
                NoteSupervised($"supervised: {text}");
                break;
            case "checkpoint":
                Tell(string.Create(CultureInfo.InvariantCulture, $"last checkpoint at {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss} UTC: {text}"));
                break;
            case "checkpoint-failed":
                Tell($"the last checkpoint failed: {text}");
                break;
            case "released":
                NoteUnsupervised("the supervision was stopped");
                break;
            case "ended":
                Tell(text, "STOPPING=1");
                break;
            default:
                break;
        }
    }

    /// <summary>The program runs, but nobody supervises it: that is no reason for a watchdog to end us.</summary>
    internal void NoteUnsupervised(string why) => Tell($"the program runs without a supervisor: {why}", "WATCHDOG_USEC=0");

    /// <summary>The program was asked to end.</summary>
    internal void NoteStopping() => Tell("the program was asked to end", "STOPPING=1");

    /// <summary>Supervisor and program live.</summary>
    internal void NoteAlive() => Send("WATCHDOG=1");

    /// <summary>The program said that it is ready to a perdure before this one.</summary>
    internal void NoteReadyBefore()
    {
        lock (_gate)
            _isProgramReady = true;
    }

    /// <summary>How it is written down that the program has said for the first time that it is ready, before anybody is told if it says so after this; null when it can't be any more.</summary>
    internal void WriteReadyBy(Action? write)
    {
        lock (_readyGate)
        {
            _writeReady = write;
            if (_hasSaidReady)
                write?.Invoke();
        }
    }

    /// <summary>What the program says for itself, line by line. That it is ready waits for the supervision, and goes through from then on: a service says so after each RELOADING=1.</summary>
    internal void NoteOfProgram(IReadOnlyList<string> lines)
    {
        bool isReadyPassed;
        if (lines.Contains(Ready))
            NoteReadyWord();
        lock (_gate)
        {
            if (lines.LastOrDefault(line => line.StartsWith(StatusIs, StringComparison.Ordinal)) is { } status)
                _programStatus = status[StatusIs.Length..];
            _isProgramReady |= lines.Contains(Ready);
            isReadyPassed = _isSupervised;
        }

        Tell(null, [.. lines.Where(line => !line.StartsWith(StatusIs, StringComparison.Ordinal) && (isReadyPassed || line != Ready))]);
    }

    public void Dispose() => _socket?.Dispose();

    private void NoteReadyWord()
    {
        lock (_readyGate)
        {
            if (!_hasSaidReady)
                _writeReady?.Invoke();
            _hasSaidReady = true;
        }
    }

    private void NoteSupervised(string status)
    {
        bool isReady;
        lock (_gate)
        {
            _isSupervised = true;
            isReady = _isProgramReady;
        }

        Tell(status, isReady ? [Ready] : []);
    }

    /// <param name="status">What is so from here on; null if that stays.</param>
    /// <param name="lines">What else there is to say.</param>
    private void Tell(string? status, params IEnumerable<string> lines)
    {
        string both;
        lock (_gate)
        {
            _ownStatus = status ?? _ownStatus;
            both = _programStatus.Length == 0 || _ownStatus.Length == 0 ? _programStatus + _ownStatus : $"{_programStatus} ({_ownStatus})";
        }

        Send(string.Join('\n', [.. lines, StatusIs + SafeText.OneLine(both)]));
    }

    /// <summary>A service manager that is behind gets it a little later; one that is gone never.</summary>
    private void Send(string message)
    {
        const int tries = 20;
        const int betweenMilliseconds = 5;
        for (var count = 0; count < tries; count++)
        {
            try
            {
                _ = _socket?.SendTo(Encoding.UTF8.GetBytes(message), _address!);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
            {
                Thread.Sleep(betweenMilliseconds);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
