using System.CommandLine;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Store;
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
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    internal RunVerb()
        : base("run", "Start a program and supervise it; to shells and terminals it is as if it ran alone.")
    {
        Add(_program);
        _choices = new SupervisionChoices(this, canAskBeforeExit: true);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        if (_choices.Detach(request))
            return DetachedSupervisor.Start(request);
        var words = request.Get(_program);
        var options = _choices.Of(request, Path.GetFileName(words[0]));
        // Before the program is there: what is wrong with the store must not come after its start.
        using var store = request.OpenStore();
        using var program = new SupervisedJob(options.BeforeExit);
        return (ExitCode)program.Supervise(isForeground => Start(words, isForeground), pid => new Supervisor(store, pid, options, (_, _) => { }));
    }

    private static Pid Start(string[] words, bool isForeground)
    {
        var started = Spawn.StartJob(words, OwnProgram.Environment(), isForeground);
        return started.Ok ? started.Value : throw new PerdureException(
            started.Error == Errno.ENOENT ? $"there is no program {words[0]}" : $"cannot start {words[0]}: {started.Error}",
            exitCode: (ExitCode)(started.Error == Errno.ENOENT ? NotFound : NotExecutable));
    }
}
