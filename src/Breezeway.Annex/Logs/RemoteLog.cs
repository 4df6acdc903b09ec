using System.Collections.Immutable;

namespace Breezeway.Annex.Logs;

/// <summary>The settings of a special remote, by name. Immutable.</summary>
public sealed class RemoteConfig
{
    public static readonly RemoteConfig Empty = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Settings that a remote with sameas-uuid takes from the repository it reaches.</summary>
    static readonly string[] Inherited = ["chunk", "chunksize", "cipher", "cipherkeys", "encryption", "mac", "pubkeys"];

    readonly ImmutableSortedDictionary<string, string> _settings;

    RemoteConfig(ImmutableSortedDictionary<string, string> settings) => _settings = settings;

    /// <summary>Sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    public string? this[string name] => _settings.GetValueOrDefault(name);

    /// <summary>The name it was given, by <c>name</c> or else <c>sameas-name</c>.</summary>
    public string? Name => this["name"] ?? this["sameas-name"];

    /// <summary>The repository this is another way to reach; data about content belongs to that one.</summary>
    public Uuid? SameAs => this["sameas-uuid"] is { Length: > 0 } u ? new Uuid(u) : null;

    public RemoteConfig With(string name, string value) => new(_settings.SetItem(name, value));
    public RemoteConfig Without(string name) => new(_settings.Remove(name));

    /// <summary>With the settings a sameas remote takes from its parent; its own are overridden.</summary>
    public RemoteConfig InheritingFrom(RemoteConfig parent)
    {
        var s = _settings.RemoveRange(Inherited);
        foreach (string name in Inherited)
            if (parent[name] is string v) s = s.SetItem(name, v);
        return new(s);
    }

    /// <summary>From the words <c>name=value</c> of a line; of a name given twice the last counts, a word without <c>=</c> has no value.</summary>
    public static RemoteConfig Parse(string words)
    {
        var b = Empty._settings.ToBuilder();
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int eq = word.IndexOf('=');
            if (eq < 0) b[word] = "";
            else b[word[..eq]] = RemoteEscape.Unescape(word[(eq + 1)..]);
        }
        return new(b.ToImmutable());
    }

    /// <summary>As in the log.</summary>
    public override string ToString() => string.Join(' ', _settings.Select(s => $"{s.Key}={RemoteEscape.Escape(s.Value)}"));
}

/// <summary><c>remote.log</c>: the settings of each special remote, by its own uuid.</summary>
public static class RemoteLog
{
    public const string Path = "remote.log";

    public static IReadOnlyDictionary<Uuid, RemoteConfig> Parse(string text) => UuidLog.Read<RemoteConfig>(text, RemoteConfig.Parse);

    /// <summary>The text with the settings of one remote.</summary>
    public static string Set(string text, Uuid uuid, RemoteConfig config, LogClock clock) =>
        UuidLog.Build(UuidLog.Parse(text).Rewrite(v => RemoteConfig.Parse(v).ToString()).Set(uuid.Value, config.ToString(), clock));

    /// <summary>The settings in force for a remote: its own, and with sameas-uuid those of its parent; null when there are none.</summary>
    public static RemoteConfig? InForce(IReadOnlyDictionary<Uuid, RemoteConfig> log, Uuid uuid)
    {
        if (!log.TryGetValue(uuid, out var own)) return null;
        return own.SameAs is Uuid parent && log.TryGetValue(parent, out var p) ? own.InheritingFrom(p) : own;
    }
}
