using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>--config FILE: more options from a file.</summary>
internal sealed class ConfigOption : Option<string?>
{
    internal ConfigOption()
        : base("--config")
    {
        HelpName = "FILE";
        Description = "Read options, and for run the program, from this JSON file; what stands on the command line wins.";
    }
}
