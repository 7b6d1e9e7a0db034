using Perdure.Cli.Output;

namespace Perdure.Cli.Diff;

/// <summary>A table under a title, one of several.</summary>
internal sealed class TitledTable(string title, params string[] headings)
{
    private readonly TextTable _table = new(headings);

    /// <summary>Whether it has no rows.</summary>
    internal bool IsEmpty { get; private set; } = true;

    internal void Add(params string[] cells)
    {
        _table.Add(cells);
        IsEmpty = false;
    }

    /// <summary>Prints it, with an empty line before all but the first.</summary>
    internal void Print(bool isFirst)
    {
        Console.Out.WriteLine(isFirst ? title : $"\n{title}");
        _table.Print();
    }
}
