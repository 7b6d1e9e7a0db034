using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The start of a server of missing pages: as a child of the restore that needs it, or in place of a server that was killed. In that case it
/// finds the journal among its open files.
/// </summary>
public static class LazyServerEntry
{
    /// <summary>Its verb on perdure's command line, followed by the arguments of <see cref="Run"/>.</summary>
    public const string Verb = "lazy-server";

    /// <summary>What a server is called.</summary>
    internal const string ServerName = "perdure-lazy";

    /// <summary>What a guard is called, and its whole command line.</summary>
    internal const string GuardName = "lazy-guard";

    /// <summary>A file for what a server says when it fails; without it nobody hears.</summary>
    private const string LogVariable = "PERDURE_LAZY_LOG";

    private const int PatientStarts = 5;

    /// <summary>Serves until every page is where it belongs.</summary>
    /// <param name="channel">A socket to the restore.</param>
    /// <param name="image">Where the pages are.</param>
    public static void Run(int channel, ImagePlace image)
    {
        var inherited = FindJournal();
        GoIntoBackground(channel, keepOthers: inherited is not null);
        using var reader = ImageStore.ReopenImage(image.Directory, image.Stem, new CheckpointId(image.Id));
        using var link = new SafeFileHandle(channel, ownsHandle: true);
        using var file = inherited ?? LazyChannel.AwaitJournal(link);
        if (file.IsInvalid)
            return;
        using var journal = EventJournal.Open(file);
        if (inherited is null)
            LazyChannel.FetchDescriptors(journal, journal.ReadPlan().Spaces.Count);
        else if (journal.Starts > PatientStarts)
            Thread.Sleep(TimeSpan.FromSeconds(1));
        journal.Starts++;
        using var server = new LazyServer(journal, file, reader);
        server.TakeUp();
        var guard = Guard(journal);
        LazyChannel.Confirm(link);
        server.Serve(inherited is null ? link : null, guard, () => Guard(journal));
    }

    private static SafeFileHandle? FindJournal()
    {
        foreach (var (number, path) in OwnFiles())
        {
            if (path.StartsWith($"/memfd:{EventJournal.Name} ", StringComparison.Ordinal))
                return new SafeFileHandle(number, ownsHandle: true);
        }

        return null;
    }

    /// <summary>Nobody who started us must wait for us: no terminal, none of their files, and no death for want of memory.</summary>
    private static void GoIntoBackground(int channel, bool keepOthers)
    {
        _ = Background.LeaveSession();
        _ = ProcSettings.SetThreadName(Pid.Self, Pid.Self.Leader, ServerName);
        _ = ProcSettings.SetOomScoreAdjust(Pid.Self, -1000);
        using var nothing = FileCalls.Open("/dev/null", OpenFlags.O_RDWR).OrThrow("open /dev/null");
        using var log = FileCalls.Open(Environment.GetEnvironmentVariable(LogVariable) ?? "/dev/null", OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_APPEND, 0x180).Or(nothing);
        _ = Background.Redirect(nothing, 0);
        _ = Background.Redirect(log, 1);
        _ = Background.Redirect(log, 2);
        Environment.CurrentDirectory = "/";
        foreach (var (number, _) in OwnFiles())
        {
            if (!keepOthers && number > 2 && number != channel && Background.ClosesOnExec(number) is { Ok: true, Value: false })
                _ = Background.Close(number);
        }
    }

    private static List<(int Number, string Path)> OwnFiles()
    {
        using var table = ProcFdTable.Open(Pid.Self.Leader).OrThrow("look at our own files");
        return [.. table.Numbers().OrThrow("look at our own files").Select(number => (number, table.Link(new RemoteFd(number)).Or("")))];
    }

    /// <summary>Leaves a guard, which goes on if we are killed; then former ones are not needed any more.</summary>
    /// <returns>A pidfd of it.</returns>
    private static SafeFileHandle Guard(EventJournal journal)
    {
        var former = ProcTasks.Children(Pid.Self).Or([]);
        var arguments = ProcWords.CommandLine(Pid.Self).OrThrow("read our own command line");
        var own = ProcStat.Read(Pid.Self).OrThrow("find our own command line");
        journal.Heir = Pid.Self;
        var guard = Successor.Leave(GuardName, arguments, OwnProgram.EnvironmentForForks(), (own.ArgStart, own.ArgEnd), journal.Words).OrThrow("leave a successor");
        journal.Heir = guard;
        foreach (var child in former)
        {
            _ = Signals.Kill(child, SignalNumber.SIGKILL);
            _ = Wait.For(child.Leader);
        }

        return PidFd.Open(guard).OrThrow("watch the successor");
    }
}
