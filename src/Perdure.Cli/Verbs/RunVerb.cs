using System.CommandLine;
using Perdure.Cli.Options;
using Perdure.Cli.Service;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure run.</summary>
internal sealed class RunVerb : Verb
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private readonly SupervisionChoices _choices;
    private readonly Argument<string[]> _program = new("PROGRAM")
    {
        Description = "The program and its arguments, after --; may be in the file of --config instead.",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    internal RunVerb()
        : base("run", "Start a program and supervise it; to shells and terminals it is as if it ran alone.")
    {
        Add(_program);
        _choices = new SupervisionChoices(this, starts: true);
        Validators.Add(result =>
        {
            if (result.GetResult(_program) is null or { Tokens.Count: 0 })
                result.AddError("which program? perdure run [options] -- PROGRAM [ARGUMENTS], or a \"program\" in the file of --config");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var words = request.Get(_program);
        RefuseMistypedOption(request.Words, words);
        if (_choices.Detach(request))
            return DetachedSupervisor.Start(request);
        var programNotifies = _choices.Notify(request) == NotifyMode.Program;
        // As we were called: what is set for servers of ours later (the key file) is not for the program.
        var environment = OwnProgram.Environment();
        using var manager = new ServiceManager(programNotifies);
        using var guards = new GuardHolder();
        var options = _choices.Of(request, Path.GetFileName(words[0]), manager, guards);
        // Before the program is there: what is wrong with the store must not come after its start.
        using var store = request.OpenUnlockedStore();
        var former = _choices.TakeOver(request) ? FormerProgram.Running(store, options.Name) : null;
        using var notifications = programNotifies && manager.IsThere ? new ProgramNotifications(NotifyPath(former?.Pid), manager) : null;
        using var program = new SupervisedJob(options.BeforeExit, _choices.Signals(request), manager);
        Supervisor Supervise(Pid pid) => new(store, pid, options, manager.Note);
        if (former is null)
            return (ExitCode)program.Supervise(isForeground => Start(words, environment, notifications?.Variable, isForeground), Supervise);
        if (former.IsReady)
            manager.NoteReadyBefore();
        PassedSockets.Close(PassedSockets.Count);
        return (ExitCode)program.TakeOver(former.Pid, Supervise);
    }

    /// <summary>What is no option is a program to the parser. One whose name begins with a dash stands after --.</summary>
    private static void RefuseMistypedOption(IReadOnlyList<string> all, string[] program)
    {
        var before = all.Count - program.Length - 1;
        if (program[0].StartsWith('-') && (before < 0 || all[before] != "--"))
            throw new PerdureException($"there is no option '{program[0]}' of perdure run", "perdure run --help; a program whose name begins so comes after --", ExitCode.Usage);
    }

    /// <summary>A program that runs already knows its path.</summary>
    private static string NotifyPath(Pid? former)
    {
        const string variable = $"{ServiceManager.SocketVariable}=";
        var ours = SupervisorFolder.MakeNotifySocketPath();
        var known = former is { } pid ? ProcWords.Environment(pid).Or([]).FirstOrDefault(one => one.StartsWith(variable, StringComparison.Ordinal))?[variable.Length..] : null;
        return Path.GetDirectoryName(known) == SupervisorFolder.Path ? known! : ours;
    }

    private static Pid Start(string[] words, IReadOnlyList<string> ours, string? notifyVariable, bool isForeground)
    {
        List<string> environment = [.. ServiceManager.WithoutOurs(ours)];
        if (notifyVariable is not null)
            environment.Add(notifyVariable);
        var sockets = PassedSockets.Count;
        var started = sockets > 0
            ? ForkedStart.StartJob(words, [.. PassedSockets.WithoutOwner(environment)], PassedSockets.OwnerVariable, isForeground)
            : Spawn.StartJob(words, environment, isForeground);
        PassedSockets.Close(sockets);
        return started.Ok ? started.Value : throw new PerdureException(
            started.Error == Errno.ENOENT ? $"there is no program {words[0]}" : $"cannot start {words[0]}: {started.Error}",
            exitCode: (ExitCode)(started.Error == Errno.ENOENT ? NotFound : NotExecutable));
    }
}
