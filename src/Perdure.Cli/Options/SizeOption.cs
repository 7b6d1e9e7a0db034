using System.CommandLine;
using Perdure.Cli.Output;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a number of bytes: 20G, 1.5T, 500M.</summary>
internal sealed class SizeOption : Option<long?>
{
    internal SizeOption(string name, string description)
        : base(name)
    {
        HelpName = "SIZE";
        Description = description;
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (ByteSize.TryParse(word, out var bytes))
                return bytes;
            result.AddError($"{name} takes a size such as 500M, 20G or 1.5T, not '{word}'");
            return null;
        };
    }
}
