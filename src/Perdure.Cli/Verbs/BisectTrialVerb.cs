using System.CommandLine;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Isolation;
using Perdure.Checkpoints.Lazy;
using Perdure.Cli.Bisect;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Cli.Verbs;

/// <summary>
/// perdure bisect-trial: a trial of bisect, the first process of a pid namespace. It makes a room, executes itself anew in it (so that no thread is left outside),
/// restores, has the check run, and answers on standard output; standard input has the order, and ends when bisect does. Not for users, so help does not show it.
/// </summary>
internal sealed class BisectTrialVerb : Verb
{
    private const int MostOrderBytes = 64 * 1024;
    private readonly Flag _inRoom = new("--in-room", "The room is made.");
    private readonly Argument<string[]> _notes = new("NOTES") { Description = "What making the room has noted.", Arity = ArgumentArity.ZeroOrMore };

    internal BisectTrialVerb()
        : base(TrialProcess.Verb, "Make a trial of a checkpoint for bisect.")
    {
        Hidden = true;
        Add(_inRoom);
        Add(_notes);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        _ = Prctl.Request(PrctlOption.PR_SET_PDEATHSIG, SignalNumber.SIGKILL);
        if (IsAlone())
            return ExitCode.Failed;
        try
        {
            if (!request.Get(_inRoom))
                BeginInRoom();
            if (ReadOrder() is { } order)
                Answer(Try(order, request.Get(_notes)));
        }
        catch (PerdureException failure)
        {
            Answer(new TrialReport(TrialEnd.NoRoom, 0, failure.Message, failure.Hint, (int)failure.ExitCode, [], 0, 0));
        }

        return ExitCode.Ok;
    }

    /// <summary>Whether bisect has ended before the kernel knew that we are to end with it.</summary>
    private static bool IsAlone()
    {
        using var input = StandardInput();
        return DescriptorCalls.Poll(input, PollEvents.POLLIN) is { Ok: true, Value: var events } && events.HasFlag(PollEvents.POLLHUP);
    }

    private static void BeginInRoom()
    {
        const int share = 2;
        var exe = FileCalls.ReadLink(OwnProgram.Path).OrThrow("find perdure's own program");
        var arguments = OwnProgram.Arguments(TrialProcess.Verb, "--in-room", "--");
        var environment = OwnProgram.Environment();
        var notes = IsolatedRoom.Enter(Environment.CurrentDirectory, ProcMemoryInfo.Available().OrThrow("read how much memory is free") / share);
        var error = Exec.Replace(exe, [.. arguments, .. notes], environment);
        throw new PerdureException($"cannot run {exe} in a trial: {error.Describe()}", "perdure must lie in a file system that a trial has (docs/15-bisect.md)");
    }

    private static TrialOrder? ReadOrder()
    {
        using var input = StandardInput();
        var bytes = new byte[MostOrderBytes];
        for (var length = 0; length < bytes.Length;)
        {
            if (FileCalls.Read(input, bytes.AsSpan(length)) is not { Ok: true, Value: > 0 and var got })
                return null;
            length += (int)got;
            if (bytes[length - 1] == '\n')
                return JsonSerializer.Deserialize(bytes.AsSpan(0, length), DocumentJson.Readable.TrialOrder);
        }

        throw new PerdureException($"the order of a trial has more than {MostOrderBytes} bytes", "make the command shorter: put it into a script");
    }

    private static TrialReport Try(TrialOrder order, string[] notes)
    {
        Checkpoints.RestoreOutcome restored;
        try
        {
            restored = IsolatedRoom.Restore(new ImagePlace(order.Directory, order.Stem, order.Id));
        }
        catch (PerdureException failure)
        {
            return new TrialReport(TrialEnd.NotRestored, 0, failure.Message, failure.Hint, 0, notes, 0, 0);
        }

        using var output = new SafeFileHandle(2, ownsHandle: false);
        string[] environment = [.. OwnProgram.Environment(), $"PERDURE_PID={RoomCommand.InnerPid(restored.Root)}", $"PERDURE_CHECKPOINT={order.Id}"];
        var check = RoomCommand.Run(restored.Root, order.Check, environment, Environment.CurrentDirectory, TimeSpan.FromSeconds(order.TimeoutSeconds), output);
        var (ended, code, message) = check switch
        {
            { ProgramHadEnded: true } => (TrialEnd.NotRestored, 0, "the program ended before the check began"),
            { Status: { Exited: true } status } => (TrialEnd.Exit, status.ExitCode, ""),
            { Status: { } status } => (TrialEnd.Signal, status.TerminatingSignal, ""),
            _ => (TrialEnd.Timeout, 0, ""),
        };
        return new TrialReport(ended, code, message, "", 0, [.. notes, .. restored.Notes], restored.Timings.WallMicroseconds, (long)check.Took.TotalMicroseconds);
    }

    private static void Answer(TrialReport report) => Console.Out.WriteLine(JsonSerializer.Serialize(report, DocumentJson.Readable.TrialReport));

    private static SafeFileHandle StandardInput() => new(0, ownsHandle: false);
}
