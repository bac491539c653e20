"""Columns of the network: this node's state, certificates, peers, invitations. Written by queries.py beside them."""

from django.db import models


class SelfRow(models.Model):
    """This node. One row. hlc: last stamp given or seen, as milliseconds and counter.

    state: "baik", or why nothing may be written: "salinan" (copied or restored), "dicabut" (revoked).
    """

    id = models.IntegerField(primary_key=True)
    node = models.BinaryField()
    epoch = models.BinaryField()
    hlc_ms = models.BigIntegerField()
    hlc_tick = models.BigIntegerField()
    state = models.TextField()

    class Meta:
        db_table = "network_self"
        constraints = [models.CheckConstraint(name="network_self_is_one", condition=models.Q(id=1))]


class CertificateRow(models.Model):
    """A certificate as its issuer signed it. anchor: trusted without proof (this node, its parents and theirs)."""

    id = models.AutoField(primary_key=True)
    node = models.BinaryField(db_index=True)
    issuer = models.BinaryField()
    signed = models.BinaryField()
    until = models.BigIntegerField()
    anchor = models.BooleanField(default=False)

    class Meta:
        db_table = "network_certificate"
        constraints = [models.UniqueConstraint(name="network_certificate_one_an_issuer", fields=["node", "issuer"])]


class RevocationRow(models.Model):
    """A revoked node, and the last change of each of its streams that still counts (JSON of stream to seq)."""

    node = models.BinaryField(primary_key=True)
    by = models.BinaryField()
    limits = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "network_revocation"


class PeerRow(models.Model):
    """A node this one exchanges with. role: "induk" (it calls it) or "anak" (it is called by it)."""

    node = models.BinaryField(primary_key=True)
    role = models.TextField()
    url = models.TextField(default="")
    met_ms = models.BigIntegerField(default=0)
    equal = models.BooleanField(default=False)
    digest = models.BinaryField(default=b"")
    certificates = models.TextField(default="")
    packet_read = models.BinaryField(default=b"")
    packet_sent = models.BinaryField(default=b"")

    class Meta:
        db_table = "network_peer"


class PeerHeadRow(models.Model):
    """How far a peer has acknowledged a stream, by its own signed word."""

    id = models.BigAutoField(primary_key=True)
    peer = models.BinaryField()
    stream = models.IntegerField()
    seq = models.BigIntegerField()
    head = models.BinaryField()

    class Meta:
        db_table = "network_peer_head"
        constraints = [models.UniqueConstraint(name="network_peer_head_once", fields=["peer", "stream"])]


class InvitationRow(models.Model):
    """A one-time code for a child. Of the code only a name and a key derived from it are kept."""

    name = models.BinaryField(primary_key=True)
    secret = models.BinaryField()
    level = models.TextField()
    wilayah = models.TextField()
    rumpun = models.TextField()
    valid_until = models.BigIntegerField()
    used_by = models.BinaryField(null=True)

    class Meta:
        db_table = "network_invitation"
