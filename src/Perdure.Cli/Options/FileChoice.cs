namespace Perdure.Cli.Options;

/// <summary>What a checkpoint keeps of open files on disk.</summary>
internal enum FileChoice
{
    /// <summary>Name, size, age, fingerprint; copies of small ones that stand still.</summary>
    Names,

    /// <summary>The content of all that the program can write.</summary>
    Journal,
}
