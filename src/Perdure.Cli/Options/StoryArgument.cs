using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>STORY: what the demo is to show.</summary>
internal sealed class StoryArgument : Argument<Story>
{
    internal StoryArgument()
        : base("STORY")
    {
        HelpName = "restore|history";
        Description = "restore: a checkpoint, a crash, a restore. history: a checkpoint every second, and a search for the moment at which a bug began [default: restore].";
        Arity = ArgumentArity.ZeroOrOne;
        CompletionSources.Clear();
        CompletionSources.Add("restore", "history");
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "restore":
                    return Story.Restore;
                case "history":
                    return Story.History;
                default:
                    result.AddError($"'{result.Tokens[0].Value}' is no story of the demo: restore and history are");
                    return default;
            }
        };
    }
}
