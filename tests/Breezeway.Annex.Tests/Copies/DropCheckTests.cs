using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Copies;

public class DropCheckTests
{
    static readonly Key s_key = Key.Parse("SHA256E-s2--a");
    static readonly Uuid s_me = new("me"), s_a = new("a"), s_b = new("b"), s_c = new("c");
    static readonly DateTimeOffset s_now = new(2025, 4, 16, 0, 0, 0, TimeSpan.Zero);
    static readonly TrustLevel[] s_levels = [TrustLevel.Dead, TrustLevel.Untrusted, TrustLevel.SemiTrusted, TrustLevel.Trusted];

    static DropRequest Request(bool local, int numCopies, int minCopies, params VerifiedCopy[] copies) =>
        new(s_key, s_me, local, new(new(numCopies), new(minCopies)), copies);

    static DropDecision Decide(DropRequest request, params (Uuid Repository, TrustLevel Level)[] trust) =>
        DropCheck.Decide(request, u => trust.Where(t => t.Repository == u).Select(t => t.Level).FirstOrDefault(TrustLevel.SemiTrusted), s_now);

    static SafeDropProof Proof(DropDecision d) => Assert.IsType<DropDecision.Safe>(d).Proof;

    [Fact]
    public void Drop_is_refused_while_no_copy_is_verified()
    {
        var refused = Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(true, 1, 1)));
        Assert.Equal(0, refused.Found);
        Assert.Equal("Could not verify the existence of the 1 necessary copy.", refused.Reason);
    }

    [Fact]
    public void Drop_is_refused_while_only_one_of_two_copies_is_verified()
    {
        var refused = Decide(Request(true, 2, 1, VerifiedCopy.RecentlyVerified(s_a)));
        Assert.Equal("Could only verify the existence of 1 out of 2 necessary copies.", refused.Reason);
    }

    [Fact]
    public void A_local_drop_takes_any_verified_copies()
    {
        var proof = Proof(Decide(Request(true, 2, 1, VerifiedCopy.RecentlyVerified(s_a), VerifiedCopy.RecentlyVerified(s_b))));
        Assert.Equal(s_me, proof.From);
        Assert.Equal(s_key, proof.Key);
        Assert.Equal([s_a, s_b], proof.Copies.Select(c => c.Repository));
        Assert.Null(proof.Ends);
        Assert.False(proof.IsForced);
    }

    [Fact]
    public void A_local_drop_needs_mincopies_too()
    {
        var refused = Decide(Request(true, 1, 2, VerifiedCopy.RecentlyVerified(s_a)));
        Assert.Equal("Unable to lock down 2 copies of file necessary to safely drop it.", refused.Reason);
        Proof(Decide(Request(true, 1, 2, VerifiedCopy.RecentlyVerified(s_a), VerifiedCopy.RecentlyVerified(s_b))));
    }

    [Fact]
    public void A_remote_drop_needs_a_copy_that_is_certain()
    {
        var refused = Assert.IsType<DropDecision.TooFewLocked>(Decide(Request(false, 1, 1, VerifiedCopy.RecentlyVerified(s_a))));
        Assert.Equal("Unable to lock down 1 copy of file necessary to safely drop it.", refused.Reason);
        Proof(Decide(Request(false, 1, 1, VerifiedCopy.Locked(s_a))));
        Proof(Decide(Request(false, 1, 1, VerifiedCopy.Trusted(s_a)), (s_a, TrustLevel.Trusted)));
        Proof(Decide(Request(false, 2, 1, VerifiedCopy.Locked(s_a), VerifiedCopy.RecentlyVerified(s_b))));
        Assert.IsType<DropDecision.TooFewLocked>(Decide(Request(false, 2, 2, VerifiedCopy.Locked(s_a), VerifiedCopy.RecentlyVerified(s_b))));
    }

    [Fact]
    public void One_repository_counts_once()
    {
        Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(true, 2, 1, VerifiedCopy.RecentlyVerified(s_a), VerifiedCopy.Locked(s_a))));
        var proof = Proof(Decide(Request(false, 1, 1, VerifiedCopy.RecentlyVerified(s_a), VerifiedCopy.Locked(s_a))));
        Assert.Equal(VerifiedCopyKind.Locked, Assert.Single(proof.Copies).Kind);
    }

    [Fact]
    public void The_copy_that_is_dropped_never_counts() =>
        Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(true, 1, 1, VerifiedCopy.Locked(s_me))));

    [Theory]
    [InlineData(TrustLevel.Untrusted)]
    [InlineData(TrustLevel.Dead)]
    public void Untrusted_and_dead_repositories_never_count(TrustLevel level) =>
        Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(true, 1, 1, VerifiedCopy.Locked(s_a)), (s_a, level)));

    [Fact]
    public void Trust_that_was_withdrawn_does_not_count() =>
        Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(true, 1, 1, VerifiedCopy.Trusted(s_a))));

    [Fact]
    public void A_lock_that_has_ended_does_not_count()
    {
        Assert.IsType<DropDecision.TooFewCopies>(Decide(Request(false, 1, 1, VerifiedCopy.Locked(s_a, s_now))));
        Proof(Decide(Request(false, 1, 1, VerifiedCopy.Locked(s_a, s_now.AddSeconds(1)))));
    }

    [Fact]
    public void A_proof_ends_with_its_first_lock()
    {
        var proof = Proof(Decide(Request(false, 1, 1, VerifiedCopy.Locked(s_a, s_now.AddMinutes(10)), VerifiedCopy.Locked(s_b, s_now.AddMinutes(5)), VerifiedCopy.Locked(s_c))));
        Assert.Equal(s_now.AddMinutes(5), proof.Ends);
        Assert.True(proof.IsValidAt(s_now));
        Assert.False(proof.IsValidAt(s_now.AddMinutes(5)));
    }

    [Fact]
    public void Of_two_locks_on_one_repository_the_longer_counts() =>
        Assert.Null(Proof(Decide(Request(false, 1, 1, VerifiedCopy.Locked(s_a), VerifiedCopy.Locked(s_a, s_now.AddMinutes(5))))).Ends);

    [Fact]
    public void Required_content_is_dropped_only_by_force()
    {
        var request = Request(true, 1, 1, VerifiedCopy.Locked(s_a)) with { IsRequired = true };
        Assert.IsType<DropDecision.IsRequired>(Decide(request));
        Assert.True(Proof(Decide(request with { Force = true })).IsForced);
    }

    [Fact]
    public void Force_asks_for_nothing()
    {
        var proof = Proof(Decide(Request(false, 3, 3) with { Force = true }));
        Assert.True(proof.IsForced);
        Assert.Empty(proof.Copies);
    }

    [Fact]
    public void No_proof_rests_on_fewer_copies_than_are_needed()
    {
        var copy = Gen.Select(Gen.Int[0, 5], Gen.Enum<VerifiedCopyKind>(), Gen.Int[-1, 2], (r, kind, until) =>
            new VerifiedCopy(r == 0 ? s_me : new Uuid("u" + r), kind, until < 0 || kind != VerifiedCopyKind.Locked ? null : s_now.AddMinutes(until)));
        Gen.Select(copy.Array[0, 8], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 3].Array[6]).Sample((copies, num, min, local, levels) =>
        {
            TrustLevel Trust(Uuid u) => u == s_me ? TrustLevel.SemiTrusted : s_levels[levels[u.Value[1] - '0']];
            if (DropCheck.Decide(Request(local, num, min, copies), Trust, s_now) is not DropDecision.Safe safe) return;
            var counted = safe.Proof.Copies;
            Assert.Equal(counted.Count, counted.Select(c => c.Repository).Distinct().Count());
            Assert.DoesNotContain(counted, c => c.Repository == s_me || Trust(c.Repository) < TrustLevel.SemiTrusted || c.Until <= s_now);
            Assert.True(counted.Count >= Math.Max(1, num));
            Assert.True((local ? counted.Count : counted.Count(c => c.IsCertain)) >= Math.Max(1, min));
            Assert.True(safe.Proof.IsValidAt(s_now));
        });
    }
}
