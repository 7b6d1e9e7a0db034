using System.Net.Sockets;
using System.Text.Json;
using Perdure.Kernel;

namespace Perdure.Supervision;

/// <summary>Asks supervisors.</summary>
public static class ControlClient
{
    private const int PatienceMilliseconds = 2000;

    /// <summary>Asks the supervisor of a program, and answers how the program is then. What went wrong there is thrown here.</summary>
    public static ProgramStatus Ask(Pid pid, ControlVerb verb) => Answer(pid, verb).Status;

    /// <summary>Has a checkpoint taken, and waits for it.</summary>
    /// <returns>How the program is then, and the checkpoint.</returns>
    public static (ProgramStatus Status, TakenCheckpoint Taken) TakeCheckpoint(Pid pid)
    {
        var answer = Answer(pid, ControlVerb.Checkpoint);
        return (answer.Status, answer.Taken ?? throw new PerdureException(
            $"the checkpoint {answer.Status.LastCheckpoint} was taken by the supervisor of process {pid}, which is of an earlier version and tells no more",
            $"perdure list --store {answer.Status.Store} shows it"));
    }

    private static ControlAnswer Answer(Pid pid, ControlVerb verb)
    {
        var answer = TryAsk(pid, new ControlRequest(verb))
            ?? throw new PerdureException($"the supervisor of process {pid} does not answer", "it may just have ended: perdure ps lists those that are there");
        return answer.Error.Length == 0
            ? answer
            : throw new PerdureException(answer.Error, answer.Hint, answer.Code);
    }

    /// <summary>All supervised programs that this user may ask about.</summary>
    public static IReadOnlyList<ProgramStatus> All() =>
        [.. SupervisorFolder.List().Select(pid => TryAsk(pid, new ControlRequest(ControlVerb.Status))?.Status).OfType<ProgramStatus>()];

    /// <summary>The program that a user means, by pid or name.</summary>
    /// <param name="pidOrName">What the user says.</param>
    /// <param name="explain">What else is known of it if nobody supervises it; null if nothing is.</param>
    public static ProgramStatus Find(string pidOrName, Func<string, PerdureException?> explain)
    {
        var found = All().Where(program => program.Name == pidOrName || $"{program.Pid}" == pidOrName).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw explain(pidOrName) ?? new PerdureException($"no supervised program is called {pidOrName}, or has that pid", "perdure ps lists them"),
            _ => throw new PerdureException($"{found.Count} supervised programs are called {pidOrName}", $"use a pid: {string.Join(", ", found.Select(program => program.Pid))}"),
        };
    }

    private static ControlAnswer? TryAsk(Pid pid, ControlRequest request)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            // A checkpoint takes its time; everything else is answered at once by a supervisor that is not stopped itself.
            socket.ReceiveTimeout = request.Verb == ControlVerb.Checkpoint ? 0 : PatienceMilliseconds;
            socket.Connect(new UnixDomainSocketEndPoint(SupervisorFolder.SocketOf(pid)));
            socket.Send([.. JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), (byte)'\n']);
            using var answer = new StreamReader(new NetworkStream(socket));
            return answer.ReadLine() is { } line ? JsonSerializer.Deserialize(line, ControlJson.Default.ControlAnswer) : null;
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException)
        {
            return null;
        }
    }
}
