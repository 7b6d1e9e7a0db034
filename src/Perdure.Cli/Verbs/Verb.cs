using System.CommandLine;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>A verb of the tool: its options are its members, and <see cref="Run"/> does it.</summary>
internal abstract class Verb : Command
{
    /// <summary>A verb with its name and the line that help shows.</summary>
    protected Verb(string name, string description)
        : base(name, description) => SetAction(parse => (int)Run(new Request(parse)));

    /// <summary>Does what was asked. A failure is a <see cref="PerdureException"/>.</summary>
    protected abstract ExitCode Run(Request request);
}
