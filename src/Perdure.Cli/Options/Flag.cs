using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>An option that is there or not. It takes no word after it: "--json list" is a flag and a verb.</summary>
internal sealed class Flag : Option<bool>
{
    internal Flag(string name, string description)
        : base(name)
    {
        Description = description;
        Arity = ArgumentArity.Zero;
    }
}
