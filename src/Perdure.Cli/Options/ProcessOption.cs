using System.CommandLine;
using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Cli.Options;

/// <summary>--pid P: a process of a checkpoint.</summary>
internal sealed class ProcessOption : Option<Pid?>
{
    internal ProcessOption(string unlessGiven = "the first one")
        : base("--pid")
    {
        HelpName = "PID";
        Description = $"Which process, by its id at the checkpoint [default: {unlessGiven}].";
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
                return new Pid(pid);
            result.AddError($"'{word}' is not a process id");
            return null;
        };
    }
}
