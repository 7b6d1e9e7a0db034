using System.CommandLine;
using Perdure.Kernel;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is one of a few words, each standing for a value of <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What the words stand for.</typeparam>
internal sealed class ChoiceOption<T> : Option<T>
{
    /// <summary>
    /// The first choice is the default. It is the value zero, which the parser gives where the option is not there: a factory of
    /// defaults would have help show the name of the C# member beside the word.
    /// </summary>
    internal ChoiceOption(string name, string description, params (string Word, T Value)[] choices)
        : base(name)
    {
        Assert.Always(EqualityComparer<T>.Default.Equals(choices[0].Value, default));
        var words = choices.Select(choice => choice.Word).ToArray();
        Description = $"{description} [default: {words[0]}].";
        HelpName = string.Join('|', words);
        CompletionSources.Clear();
        CompletionSources.Add(words);
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            foreach (var choice in choices)
                if (choice.Word == word)
                    return choice.Value;
            result.AddError($"{name} is one of {string.Join(", ", words)}, not '{word}'");
            return default;
        };
    }
}
