using Perdure.Cli.Output;

namespace Perdure.Cli.Show;

/// <summary>A line of a tree, and the lines below it.</summary>
internal sealed class Branch(string text)
{
    private readonly string _text = SafeText.OneLine(text);
    private readonly List<Branch> _below = [];

    internal Branch Add(string line)
    {
        var branch = new Branch(line);
        _below.Add(branch);
        return branch;
    }

    internal void Add(Branch branch) => _below.Add(branch);

    /// <summary>Prints it: with lines on a terminal, by indentation alone elsewhere.</summary>
    internal void Print(TextWriter output, bool drawn)
    {
        output.WriteLine(_text);
        PrintBelow(output, "", drawn);
    }

    private void PrintBelow(TextWriter output, string indent, bool drawn)
    {
        foreach (var branch in _below)
        {
            var last = branch == _below[^1];
            output.WriteLine(indent + (drawn ? last ? "└─ " : "├─ " : "  ") + branch._text);
            branch.PrintBelow(output, indent + (drawn ? last ? "   " : "│  " : "  "), drawn);
        }
    }
}
