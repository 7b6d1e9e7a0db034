namespace Perdure.Store;

/// <summary>Something that happened to a supervised program.</summary>
/// <param name="Number">Its place in the journal.</param>
/// <param name="Time">When.</param>
/// <param name="Program">The name of the program.</param>
/// <param name="Pid">Its first process.</param>
/// <param name="Kind">What kind of event, a word.</param>
/// <param name="Text">What there is to say of it, a line.</param>
public sealed record JournalEvent(long Number, DateTimeOffset Time, string Program, int Pid, string Kind, string Text);
