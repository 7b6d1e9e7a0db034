using System.Globalization;
using System.Text.Json;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure events.</summary>
internal sealed class EventsVerb : Verb
{
    private const int PollMilliseconds = 100;
    private readonly ProgramArgument _program = new();
    private readonly Flag _follow = new("--follow", "Go on with what happens from now on, until Ctrl-C; with --json a line each.");

    internal EventsVerb()
        : base("events", "Tell what has happened to a program under supervision.")
    {
        Add(_program);
        Add(_follow);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        using var journal = Journal.Open(store);
        var program = request.Get(_program);
        var events = journal.Read(program, 0);
        if (request.Get(_follow))
            return Follow(request, journal, program, events);
        if (events.Count == 0)
            throw new PerdureException($"nothing is known of a supervised program called {program}, or of that pid", "perdure ps lists those that are supervised now; --store names another store");
        request.Answer(new EventsDocument(events), DocumentJson.Readable.EventsDocument, document => PrintAll(document.Events));
        return ExitCode.Ok;
    }

    private static ExitCode Follow(Request request, Journal journal, string program, IReadOnlyList<JournalEvent> events)
    {
        using var interruption = new Interruption();
        var last = 0L;
        while (!interruption.Token.IsCancellationRequested)
        {
            foreach (var one in events)
            {
                if (request.Json)
                    Console.Out.WriteLine(JsonSerializer.Serialize(one, DocumentJson.Readable.JournalEvent));
                else
                    Print(one);
                last = one.Number;
            }

            Console.Out.Flush();
            interruption.Token.WaitHandle.WaitOne(PollMilliseconds);
            events = journal.Read(program, last);
        }

        return ExitCode.Ok;
    }

    private static void PrintAll(IReadOnlyList<JournalEvent> events)
    {
        foreach (var one in events)
            Print(one);
    }

    private static void Print(JournalEvent one) => Console.Out.WriteLine(
        $"{one.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {one.Pid}  {SafeText.OneLine(one.Kind)}: {SafeText.OneLine(one.Text)}");
}
