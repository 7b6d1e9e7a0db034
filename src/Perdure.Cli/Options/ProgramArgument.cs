using System.CommandLine;
using Perdure.Supervision;

namespace Perdure.Cli.Options;

/// <summary>ID: a supervised program, by name or pid.</summary>
internal sealed class ProgramArgument : Argument<string>
{
    internal ProgramArgument()
        : base("ID")
    {
        HelpName = Name;
        Description = "The program, by its name or the pid of its first process.";
        CompletionSources.Add(_ => ControlClient.All().Select(program => new System.CommandLine.Completions.CompletionItem(program.Name, "Value")));
    }
}
