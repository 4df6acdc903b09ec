using System.Text;
using Breezeway.Base;

namespace Breezeway.Annex.Logs;

/// <summary>Changes that are made to the whole branch at once, in the order they are made (branch.md 8).</summary>
public enum Transition { ForgetGitHistory, ForgetDeadRemotes }

/// <summary>A transition and when it was asked for.</summary>
public readonly record struct TimedTransition(LogTime Time, Transition Transition) : IComparable<TimedTransition>
{
    public int CompareTo(TimedTransition other)
    {
        int c = Time.CompareTo(other.Time);
        return c != 0 ? c : Transition.CompareTo(other.Transition);
    }
}

/// <summary><c>transitions.log</c>: the set of transitions a branch has been through. Immutable; equal when the sets are.</summary>
public sealed class TransitionsLog : IEquatable<TransitionsLog>
{
    public const string Path = "transitions.log";
    public static readonly TransitionsLog Empty = new([]);

    readonly SortedSet<TimedTransition> _set;

    TransitionsLog(IEnumerable<TimedTransition> set) => _set = [.. set];

    /// <summary>Sorted by time, then as they are made.</summary>
    public IReadOnlyCollection<TimedTransition> Transitions => _set;

    /// <summary>
    /// Reads the lines <c>Transition SP ts</c>; one without a timestamp is passed over. A transition that is not known cannot be, as the
    /// branch must not be written without making it: <see cref="UserError"/>.
    /// </summary>
    /// <param name="where">Whose branch this is, for the message.</param>
    public static TransitionsLog Parse(string text, string where)
    {
        var found = new List<TimedTransition>();
        foreach (var line in LogLines.Of(text))
        {
            var rest = line;
            if (!LogLines.Word(ref rest, out var name)) name = rest;
            Transition? known = name switch
            {
                nameof(Transition.ForgetGitHistory) => Transition.ForgetGitHistory,
                nameof(Transition.ForgetDeadRemotes) => Transition.ForgetDeadRemotes,
                _ => null,
            };
            if (known is not Transition t) throw new UserError($"unknown transitions listed in {where}; upgrade git-annex!");
            int space = rest.IndexOf(' ');
            if (LogTime.TryParse(space < 0 ? rest : rest[..space], out var time)) found.Add(new(time, t));
        }
        return new(found);
    }

    public string Build()
    {
        var s = new StringBuilder();
        foreach (var t in _set) s.Append(t.Transition).Append(' ').Append(t.Time).Append('\n');
        return s.ToString();
    }

    public TransitionsLog With(Transition transition, LogTime time) => new(_set.Append(new(time, transition)));
    public TransitionsLog Union(TransitionsLog other) => new(_set.Union(other._set));

    /// <summary>True when the other set has nothing that this one lacks.</summary>
    public bool Includes(TransitionsLog other) => other._set.IsSubsetOf(_set);

    /// <summary>The transitions this set is made of, each once, in the order they are made.</summary>
    public IReadOnlyList<Transition> Kinds => [.. _set.Select(t => t.Transition).Distinct().Order()];

    public bool Equals(TransitionsLog? other) => other is not null && _set.SetEquals(other._set);
    public override bool Equals(object? obj) => Equals(obj as TransitionsLog);
    public override int GetHashCode() => _set.Aggregate(0, (h, t) => h ^ t.GetHashCode());
}
