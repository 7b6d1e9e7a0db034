using Perdure.Cli.Options;

namespace Perdure.Cli.Verbs;

/// <summary>The options that say what a checkpoint keeps of open files on disk.</summary>
internal sealed class FileChoices
{
    /// <summary>Whether their content is kept.</summary>
    internal ChoiceOption<FileChoice> Choice { get; } = new(
        "--files",
        "What to keep of open files on disk: what they are (and copies of small ones), or the content of all that the program can write, as it is in the pause",
        ("names", FileChoice.Names),
        ("journal", FileChoice.Journal));

    /// <summary>Up to what size.</summary>
    internal SizeOption Limit { get; } = new("--files-limit", "With --files journal: leave out files with more data than this, such as 1G.");

    /// <summary>Adds them to a verb.</summary>
    internal void AddTo(Verb verb)
    {
        verb.Add(Choice);
        verb.Add(Limit);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(Limit) is not null && result.GetValue(Choice) != FileChoice.Journal)
                result.AddError("--files-limit goes with --files journal");
        });
    }
}
