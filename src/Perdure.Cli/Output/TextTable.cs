using Spectre.Console;

namespace Perdure.Cli.Output;

/// <summary>
/// Rows under headings. On a terminal it is drawn; into a pipe it goes as aligned columns, two spaces apart, with neither
/// colours nor lines nor a limit of width, so that awk and grep can rely on it.
/// </summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells) => _rows.Add([.. cells.Select(Cell)]);

    internal void Print()
    {
        if (Console.IsOutputRedirected)
            PrintPlain(Console.Out);
        else
            Draw();
    }

    internal void PrintPlain(TextWriter output)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(headings))
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private void Draw()
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        foreach (var row in _rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        AnsiConsole.Write(table);
    }

    // An empty cell is a dash, so that columns can be counted.
    private static string Cell(string text) => text.Length == 0 ? "-" : SafeText.OneLine(text);
}
