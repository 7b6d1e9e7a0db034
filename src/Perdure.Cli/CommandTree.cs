using System.CommandLine;
using System.CommandLine.Help;
using Perdure.Cli.Options;
using Perdure.Cli.Verbs;

namespace Perdure.Cli;

/// <summary>The one tree of verbs; help, completions and the reference are all made from it.</summary>
internal static class CommandTree
{
    internal static RootCommand Build()
    {
        var root = new RootCommand("Checkpoints running programs and brings them back.")
        {
            GlobalOptions.Store,
            GlobalOptions.KeyFile,
            GlobalOptions.Json,
            new DoctorVerb(),
            new RunVerb(),
            new AttachVerb(),
            new PsVerb(),
            new StatusVerb(),
            new EventsVerb(),
            new StopVerb(),
            new CheckpointVerb(),
            new RestoreVerb(),
            new ListVerb(),
            new ShowVerb(),
            new DiffVerb(),
            new BisectVerb(),
            new GrepVerb(),
            new VerifyVerb(),
            new CompactVerb(),
            new ExportVerb(),
            new PushVerb(),
            new PullVerb(),
            new DeleteVerb(),
            new PruneVerb(),
            new DemoVerb(),
            new CompletionsVerb(),
            new ReferenceVerb(),
            new FailurePointsVerb(),
            new BisectTrialVerb(),
            new LazyServerVerb(),
            new ElsewhereServerVerb(),
            new LazyResumeVerb(),
        };
        // Of the library's aliases of --help, those with a slash are of another system.
        root.Options.OfType<HelpOption>().Single().Aliases.Clear();
        root.Options.OfType<HelpOption>().Single().Aliases.Add("-h");
        return root;
    }
}
