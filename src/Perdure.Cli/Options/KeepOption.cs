using System.CommandLine;
using Perdure.Kernel;
using Perdure.Store.Retention;

namespace Perdure.Cli.Options;

/// <summary>--keep POLICY: which checkpoints of each name stay.</summary>
internal sealed class KeepOption : Option<KeepPolicy?>
{
    internal KeepOption()
        : base("--keep")
    {
        HelpName = "POLICY";
        Description = "What to keep of each name: last=10,hourly=24,daily=7,weekly=4,monthly=12, or any of these. Of each hour, day, week or month (UTC) the newest stays.";
        CustomParser = result =>
        {
            try
            {
                return KeepPolicy.Parse(result.Tokens[0].Value);
            }
            catch (PerdureException mistake)
            {
                result.AddError($"--keep: {mistake.Message}; {mistake.Hint}");
                return null;
            }
        };
    }
}
