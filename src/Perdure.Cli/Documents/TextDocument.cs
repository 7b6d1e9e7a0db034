namespace Perdure.Cli.Documents;

/// <summary>A verb whose answer is a text: a script, a manual.</summary>
internal sealed record TextDocument(string Text);
