namespace Breezeway.Annex.Logs;

/// <summary><c>.log.cid</c>: by what identifiers an importing remote knows a key's content.</summary>
public static class ContentIdentifierLog
{
    const string Reserved = ":\r\n";

    /// <summary>The identifiers of one remote, newest first.</summary>
    /// <param name="remote">The remote's own uuid, also of a sameas one.</param>
    public static IReadOnlyList<string> Parse(string text, Uuid remote) => MapLog.Parse(text)[remote.Value] is string v ? Split(v) : [];

    /// <summary>The identifiers of every remote, newest first.</summary>
    public static IReadOnlyDictionary<Uuid, IReadOnlyList<string>> Parse(string text) =>
        MapLog.Parse(text).Entries.ToDictionary(e => new Uuid(e.Key), e => Split(e.Value.Value));

    static IReadOnlyList<string> Split(string value) => [.. value.Split(':').Select(w => Base64Value.Decode(w) ?? w)];

    /// <summary>The text with an identifier in front of the known ones; null when it is known.</summary>
    public static string? Add(string text, Uuid remote, string identifier, LogClock clock)
    {
        var log = MapLog.Parse(text);
        string mine = Base64Value.Encode(identifier, Reserved);
        string? old = log[remote.Value];
        if (old is not null && Split(old).Contains(identifier)) return null;
        return MapLog.Build(log.Set(remote.Value, old is null ? mine : $"{mine}:{old}", clock));
    }
}
