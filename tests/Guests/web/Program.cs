// A small web application with what real ones have: a counter in memory, a timer, background work, garbage, files, and configuration watching.
using System.Collections.Concurrent;

if (args is ["faults", var go])
    return Faults.Run(go);
var app = WebApplication.CreateBuilder(args).Build();
var notes = new ConcurrentDictionary<int, string>();
var count = 0;
var beats = 0;
using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
_ = Task.Run(async () =>
{
    while (await timer.WaitForNextTickAsync())
        beats++;
});

app.MapGet("/count", () => Interlocked.Increment(ref count));
app.MapGet("/beats", () => beats);
app.MapGet("/work", async (int n) =>
{
    notes[n % 1000] = new string((char)('a' + n % 26), 5000);
    await Task.Delay(1);
    return notes.Values.All(note => note[0] == note[^1]) ? "right" : "wrong";
});
app.MapGet("/collect", () =>
{
    GC.Collect();
    return GC.CollectionCount(2);
});
app.Run();
return 0;
