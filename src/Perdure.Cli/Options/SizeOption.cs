using Perdure.Cli.Output;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a number of bytes: 20G, 1.5T, 500M.</summary>
internal sealed class SizeOption(string name, string description) : ParsedOption<long?>(
    name,
    "SIZE",
    description,
    (word, refuse) => ByteSize.TryParse(word, out var bytes) ? bytes : refuse($"{name} takes a size such as 500M, 20G or 1.5T, not '{word}'"));
